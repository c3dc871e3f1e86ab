#!/usr/bin/env bash
# Makes a new VM of Google Cloud a kedge: README.md beside this file says how to create one with it.
# It runs as root at every boot; from the second on there is nothing left for it to do.
#
# Of the VM's metadata it reads
#   kedge-url      where the executable is: gs://BUCKET/PATH (the VM's service account must be
#                  allowed to read it) or https://...
#   kedge-sha256   its SHA-256 checksum; left out, it is not checked
set -euo pipefail

# Where the data is: on the disk called kedge-data where the VM has one, else on the boot disk.
disk=/dev/disk/by-id/google-kedge-data
data=/var/lib/kedge
config=/etc/kedge/server.properties
metadata_server="http://${GCE_METADATA_HOST:-metadata.google.internal}/computeMetadata/v1/instance"

say() {
  echo "kedge startup script: $*"
}

fail() {
  say "$*" >&2
  exit 1
}

metadata() {
  curl --silent --fail --max-time 20 --retry 5 --header 'Metadata-Flavor: Google' "$metadata_server/$1"
}

# download URL FILE
download() {
  local url=$1 file=$2 token bucket object
  case $url in
    https://*)
      curl --silent --show-error --fail --location --retry 5 --output "$file" "$url"
      ;;
    gs://*)
      token=$(metadata service-accounts/default/token | sed -E 's/.*"access_token" *: *"([^"]+)".*/\1/')
      bucket=${url#gs://}
      object=${bucket#*/}
      bucket=${bucket%%/*}
      # By standard input: words of a command are seen by everybody on the machine.
      curl --silent --show-error --fail --location --retry 5 --output "$file" --header @- \
        "https://storage.googleapis.com/$bucket/$object" <<<"Authorization: Bearer $token"
      ;;
    *) fail "kedge-url is $url: it must begin with https:// or gs://" ;;
  esac
}

# A file system on the data disk where it has none, mounted now and at every boot.
prepare_disk() {
  data=/srv/kedge
  mkdir -p "$data"
  if ! blkid "$disk" >/dev/null; then
    say "making a file system on $disk"
    mkfs.ext4 -q -m 0 "$disk"
  fi
  if ! grep -q " $data " /etc/fstab; then
    echo "$disk $data ext4 defaults,nofail,discard 0 2" >>/etc/fstab
  fi
  mountpoint -q "$data" || mount "$data"
}

if [ -e /etc/systemd/system/kedge.service ]; then
  say "already installed"
  exit 0
fi
[ ! -e "$disk" ] || prepare_disk

url=$(metadata attributes/kedge-url) || fail "the VM has no metadata kedge-url"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
say "fetching $url"
download "$url" "$folder/kedge"
# By the list of names: a question that finds no answer must not pass for a checksum left out.
names=$(metadata attributes/) || fail "the names of the VM's metadata cannot be read"
if grep -qx kedge-sha256 <<<"$names"; then
  checksum=$(metadata attributes/kedge-sha256) || fail "kedge-sha256 cannot be read"
  echo "$checksum  $folder/kedge" | sha256sum --check --quiet || fail "$url is not the file expected"
fi
chmod 755 "$folder/kedge"

if [ ! -e "$config" ]; then
  mkdir -p "${config%/*}"
  cat >"$config" <<SETTINGS
log.dirs=$data/data
listeners=PLAINTEXT://0.0.0.0:9092
# Clients are told the VM's address outside or inside, whichever side they come from.
advertised.listeners=auto
# The firewall keeps both from the outside; machines of the same network reach them.
zookeeper.listeners=zookeeper://0.0.0.0:2181
rest.listeners=http://0.0.0.0:8083
log.retention.hours=168
# At most this share of the disk, the oldest of any topic going first.
log.retention.disk.percent=80
SETTINGS
fi

"$folder/kedge" install systemd
systemctl daemon-reload
systemctl enable --now kedge
say "$(systemctl show kedge --property StatusText --value)"
