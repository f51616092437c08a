# Both bases can be exchanged, for a mirror or a newer release.
ARG NODE_IMAGE=node:24-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13

# What is built is the same on every platform: it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS manifests
WORKDIR /source
COPY package.json package-lock.json ./
COPY backend/package.json backend/
COPY ui/package.json ui/
COPY docker-extension/host/package.json docker-extension/host/

FROM manifests AS dependencies
RUN --mount=type=cache,target=/root/.npm \
    npm ci --workspace backend --omit=dev --ignore-scripts --no-audit --no-fund && \
    find node_modules -type f ! -iname 'license*' \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' \
      -o -name '*.md' -o -name .package-lock.json \) -delete && \
    find node_modules -type d -empty -delete

FROM manifests AS page
RUN --mount=type=cache,target=/root/.npm \
    npm ci --workspace ui --workspace backend --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY backend/src backend/src
COPY ui ui
RUN cd ui && ../node_modules/.bin/vite build --logLevel warn

FROM ${RUNTIME_IMAGE}
# Set when the extension is published; the labels' addresses follow.
ARG HOMEPAGE=https://example.com/aligera
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Aligera" \
      org.opencontainers.image.description="Shows where the bytes of a local image went, and what of them could go" \
      org.opencontainers.image.vendor="Aligera" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      com.docker.desktop.extension.api.version=">= 0.3.4" \
      com.docker.desktop.extension.icon="${HOMEPAGE}/icon.svg" \
      com.docker.extension.publisher-url="${HOMEPAGE}" \
      com.docker.extension.screenshots="[{\"alt\":\"The local images, with their three sizes\",\"url\":\"${HOMEPAGE}/screenshots/images.png\"},{\"alt\":\"The layers of an image, and the files of one\",\"url\":\"${HOMEPAGE}/screenshots/layers.png\"},{\"alt\":\"The reclaimable bytes of an image, by cause and layer\",\"url\":\"${HOMEPAGE}/screenshots/reclaimable.png\"}]" \
      com.docker.extension.detailed-description="<p>Aligera reads a local image layer by layer and shows where every byte is: which are live, and which are reclaimable because a later layer deleted, overwrote, moved or merely touched them.</p><ul><li>Every stored byte is accounted for, by layer and by cause.</li><li>The Dockerfile that made the image, from what the builder noted or from its history, with the bytes of each line and what BuildKit's and hadolint's checks say of it.</li><li>Findings, largest first: caches, build tools, debug information, copies, secrets, with their files and what would remove them.</li><li>The lighter Dockerfile, in up to four variants: cleaned up, on a slim base, multi-stage, distroless; each change with its reason and what it saves.</li><li>Its proof: the variant is built, run beside the original, compared and measured.</li><li>Packages of system and languages, by size and layer, yours apart from the base's.</li><li>What a build sends of its context, and what of that landed in the image.</li><li>Files of each layer with mode, owner, size, history and content.</li><li>Transfer, unpacked and on-disk size, each under its name.</li><li>Works offline: the extension has no network.</li></ul>" \
      com.docker.extension.changelog="<ul><li>Unreleased: findings, packages, the Dockerfile with the bytes of each line, the lighter Dockerfile and its proof, build contexts, content of files.</li><li>0.1.0: images, layers, files and reclaimable bytes.</li></ul>" \
      com.docker.extension.categories="utility-tools"
COPY metadata.json docker-extension/compose.yaml docker-extension/icons/aligera.svg /
COPY LICENSE /
COPY --from=page /source/ui/dist /ui
WORKDIR /app
COPY --from=dependencies /source/node_modules node_modules
COPY backend/package.json backend/
COPY backend/src backend/src
# No USER: the socket of the engine belongs to root and its group, whose number differs between machines, so that no
# other user can be relied upon to open it. compose.yaml takes away all of root's capabilities instead.
# The base's entrypoint is node, which runs TypeScript as it is.
# Large columns go back to the system when they are let go: glibc would keep them for later (mallopt(3)).
ENV MALLOC_MMAP_THRESHOLD_=524288
# Of TypeScript without its types: without it every worker thread starts half a second later.
ENV NODE_COMPILE_CACHE=/data/node-compile
CMD ["--disable-warning=ExperimentalWarning", "backend/src/main.ts", "--socket", "/run/guest-services/aligera.sock", "--data", "/data"]
