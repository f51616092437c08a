FROM gcc:14 AS build
RUN useradd --system crc
WORKDIR /src
COPY . .
RUN make CFLAGS='-O2 -static -s'

FROM scratch
COPY --from=build /etc/passwd /etc/passwd
COPY --from=build /src/crc-server /crc-server
USER crc
EXPOSE 7000
CMD ["/crc-server"]
