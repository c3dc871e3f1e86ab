/**
 * The unit that runs kedge under systemd, and the few lines that belong to it: its user, and the
 * settings of a first start. Why each line is as it is stands in the unit itself.
 *
 * @module
 */

/** Where things are. All paths are absolute. */
export interface UnitPlaces {
  readonly program: string;
  readonly config: string;
  /** The data folders. */
  readonly data: readonly string[];
  /** Whether the config names no data folder, so that the command line has to. */
  readonly isDataOverridden: boolean;
  /** As MemoryMax takes it: `85%`, `800M`, `infinity`. */
  readonly memoryMax: string;
}

/** The user and the group that it runs as. */
export const USER = "kedge";
/** What systemd makes for it, and where it works. */
export const STATE_FOLDER = "/var/lib/kedge";
export const UNIT_PATH = "/etc/systemd/system/kedge.service";
export const SYSUSERS_PATH = "/etc/sysusers.d/kedge.conf";

/** What the service cannot do to the machine. */
const HARDENING = `ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateUsers=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
KeyringMode=private
LockPersonality=yes
RemoveIPC=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
# Clients, systemd itself (AF_UNIX), and the list of the machine's own addresses (AF_NETLINK).
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# JavaScript is compiled while it runs, into memory that is written and then executed.
MemoryDenyWriteExecute=no
`;

/** For systemd-sysusers: the user is made where it is missing. */
export const SYSUSERS = `u ${USER} - "kedge broker" ${STATE_FOLDER}\n`;

/** The settings of a first start. */
export function serverProperties(data: string): string {
  return `# kedge's settings, with Kafka's names. This file is yours: kedge never writes it again.
# kedge config check FILE tells what of it is used.

log.dirs=${data}

listeners=PLAINTEXT://0.0.0.0:9092
zookeeper.listeners=zookeeper://0.0.0.0:2181
rest.listeners=http://0.0.0.0:8083
# What clients are told to connect to; left out, each is told the address that it came by. On a VM
# of Google Cloud, auto is its addresses inside and outside.
#advertised.listeners=auto

# What is kept: by age, and at most this share of the disk, the oldest of any topic going first.
log.retention.hours=168
#log.retention.disk.percent=80
`;
}

/** The unit's text. */
export function systemdUnit(places: UnitPlaces): string {
  const { program, config, data, isDataOverridden, memoryMax } = places;
  const override = isDataOverridden ? ` --override log.dirs=${data.join(",")}` : "";
  const { requires, folders } = placesOf(data);
  return `\
# kedge under systemd, as \`kedge install systemd\` writes it. Changes of your own:
# systemctl edit kedge
[Unit]
Description=kedge: Kafka, ZooKeeper and REST in one process
After=network-online.target
Wants=network-online.target
${requires}# What ends ten times in five minutes is not started again: journalctl -u kedge says why.
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
# It says itself when it serves. While it starts and stops it asks for more time; a long log that is
# checked after a crash is read in one go, without a word.
Type=notify
NotifyAccess=main
TimeoutStartSec=15min
ExecStart=${program} start ${config}${override}
# A user that stays, so that its files belong to somebody while it does not run, and
# \`sudo -u ${USER} kedge ...\` can work on them.
User=${USER}
Group=${USER}
UMask=0027
# /var/lib/kedge and /var/log/kedge. What is in them outlives the unit.
StateDirectory=kedge
StateDirectoryMode=0750
LogsDirectory=kedge
LogsDirectoryMode=0750
WorkingDirectory=${STATE_FOLDER}
${folders}# SIGTERM is a clean shutdown. A kill after this loses nothing that was acknowledged, but
# makes the next start check the logs' tails.
TimeoutStopSec=60
# An event loop that has said nothing for so long is stuck: it is killed and started again.
WatchdogSec=60
Restart=on-failure
RestartSec=2

# Connections, and up to 512 files of the logs.
LimitNOFILE=65536
LimitCORE=0
# Page cache counts here too, and goes first: what is left over keeps the machine reachable. No
# MemoryHigh, which would slow down whoever merely fills the page cache.
MemoryMax=${memoryMax}
# Where the whole machine runs short, others go before the broker.
OOMScoreAdjust=-500

${HARDENING}
[Install]
WantedBy=multi-user.target
`;
}

/** Lines for data folders that systemd does not make by itself. */
function placesOf(data: readonly string[]): { requires: string; folders: string } {
  const others = data.filter((path) => !`${path}/`.startsWith(`${STATE_FOLDER}/`));
  if (others.length === 0) return { requires: "", folders: "" };
  const make = `/usr/bin/install -d -o ${USER} -g ${USER} -m 750 ${others.join(" ")}`;
  return {
    requires: `RequiresMountsFor=${others.join(" ")}\n`,
    // The minus: before they are made, systemd would find them missing.
    folders: `# Data folders elsewhere; those that are missing are made as root.\n` +
      `ExecStartPre=+${make}\nReadWritePaths=${others.map((path) => `-${path}`).join(" ")}\n`,
  };
}
