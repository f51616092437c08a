FROM gcc:14 AS build
WORKDIR /src
COPY . .
RUN make CFLAGS='-O2 -static -s'

FROM scratch
COPY --from=build /src/crc-server /crc-server
COPY <<PASSWD /etc/passwd
crc:x:65532:65532::/:/nonexistent
PASSWD
USER 65532
EXPOSE 7000
CMD ["/crc-server"]
