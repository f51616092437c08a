FROM rust:1.85 AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY src ./src
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    cargo build --release --locked --config profile.release.strip=true && cp target/release/rust-axum /rust-axum

FROM gcr.io/distroless/cc-debian13:nonroot
WORKDIR /app
COPY --from=build /rust-axum /app/rust-axum
COPY assets ./assets
EXPOSE 3000
CMD ["/app/rust-axum"]
