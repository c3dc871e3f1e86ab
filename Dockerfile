# One executable in an image: `docker build -t kedge .`, then
# `docker run -p 9092:9092 -p 2181:2181 -p 8083:8083 -v kedge-data:/data kedge`.

# The build needs Node and npm only: Bun and everything else come as pinned npm packages.
FROM node:22-bookworm-slim AS build
WORKDIR /kedge
# The packages change seldom and the code often, so they are a layer of their own. No package's
# install script runs (.npmrc), so nothing but what package-lock.json pins gets in.
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# Bun's runtime and the native CRC-32C need glibc and nothing else.
FROM debian:bookworm-slim
COPY --from=build /kedge/dist/kedge /kedge
# A user of its own; the volume below belongs to it because the folder does.
RUN useradd --system --uid 1000 --no-create-home kedge && mkdir /data && chown kedge /data
USER kedge
WORKDIR /data
# Kafka, ZooKeeper, REST.
EXPOSE 9092 2181 8083
VOLUME /data
# SIGTERM is a clean shutdown; logs are trimmed and checkpoints written before the process ends.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/kedge"]
CMD ["start", "--override", "log.dirs=/data"]
