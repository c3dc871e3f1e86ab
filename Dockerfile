# kedge in an image: the one executable, the few files of glibc that it needs, and nothing else. No
# shell, no package manager, a user that is not root, a root file system that may be read-only:
#
#     docker build -t kedge .
#     docker run -p 9092:9092 -v kedge-data:/data --read-only kedge
#
# Both bases are arguments, for a mirror or a build without a registry. BUILD_BASE needs node and
# npm; RUNTIME_BASE is where glibc comes from, and of it only that reaches the image.
ARG BUILD_BASE=docker.io/library/node:22-bookworm-slim
ARG RUNTIME_BASE=docker.io/library/debian:bookworm-slim

FROM ${BUILD_BASE} AS build
WORKDIR /kedge
# The packages change seldom and the code often, so they are a layer of their own. No package's
# install script runs (.npmrc), so nothing but what package-lock.json pins gets in. A registry of
# one's own comes as a secret, which no layer keeps: --secret id=npmrc,src=$HOME/.npmrc
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npmrc \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc npm install --no-save --ignore-scripts --no-audit --no-fund
COPY . .
# What `GET /` of the REST port tells: --build-arg COMMIT=$(git rev-parse --short=12 HEAD)
ARG COMMIT=
RUN KEDGE_COMMIT=${COMMIT} npm run build

FROM ${RUNTIME_BASE} AS files
COPY --from=build /kedge/dist/kedge /kedge
# A native add-on (CRC-32C) cannot be loaded from inside the executable, which therefore unpacks it
# into a folder that it can write. An image has none: it is unpacked here, once, by the user that
# will look for it there, by a command that loads it.
RUN install -d -o 1000 -g 1000 /native && mkdir /image /volume && \
  setpriv --reuid=1000 --regid=1000 --clear-groups \
    env BUN_TMPDIR=/native /kedge completion bash >/dev/null && \
  test -n "$(ls -A /native)"
# The libraries that the two ask for, names for the user, and the order in which names of machines
# are looked up.
RUN cd /image && mkdir -p etc usr/lib && install -d -m 1777 tmp && \
  for library in $({ ldd /kedge; ldd /native/.bun-*; } | grep -o '/[^ :)]*\.so[^ :)]*' | sort -u); \
    do install -D -m 755 "$library" ".$library" || exit 1; done && \
  printf '%s\n' root:x:0:0:root:/:/sbin/nologin kedge:x:1000:1000:kedge:/data:/sbin/nologin \
    >etc/passwd && \
  printf '%s\n' root:x:0: kedge:x:1000: >etc/group && \
  echo 'hosts: files dns' >etc/nsswitch.conf

FROM scratch
COPY --from=files /image/ /
COPY --from=files --chown=1000:1000 /native/ /usr/lib/kedge/
# Empty: what a new volume takes its owner from.
COPY --from=files --chown=1000:1000 /volume/ /data/
COPY --from=files /kedge /kedge
ENV BUN_TMPDIR=/usr/lib/kedge
LABEL org.opencontainers.image.title="kedge" \
  org.opencontainers.image.description="One executable in place of Apache Kafka and ZooKeeper" \
  org.opencontainers.image.licenses="Apache-2.0"
# A number, so that an orchestrator sees that it is not root's.
USER 1000:1000
# Without log.dirs, wherever it may be set, data goes to kedge-data below the working folder.
WORKDIR /data
VOLUME /data
# Kafka, ZooKeeper, REST.
EXPOSE 9092 2181 8083
# A clean shutdown: logs are put on disk, trimmed, and noted as whole.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["/kedge", "healthcheck"]
ENTRYPOINT ["/kedge"]
CMD ["start"]
