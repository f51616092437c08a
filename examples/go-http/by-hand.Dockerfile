FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY *.go ./
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /server .

FROM scratch
WORKDIR /app
COPY --from=build /server /server
COPY templates ./templates
EXPOSE 8080
CMD ["/server"]
