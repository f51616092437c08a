FROM eclipse-temurin:21-jdk AS build
WORKDIR /src
COPY src ./src
RUN javac -d classes $(find src -name '*.java') \
 && jar --create --file /shop.jar --main-class shop.Main -C classes .
RUN jlink --add-modules java.base,jdk.httpserver,jdk.localedata --include-locales=en,de \
      --strip-debug --no-header-files --no-man-pages --compress=zip-6 --output /jre

FROM debian:13-slim
COPY --from=build /jre /opt/jre
COPY --from=build /shop.jar /app/shop.jar
COPY prices.csv /app/
WORKDIR /app
USER nobody
EXPOSE 8080
CMD ["/opt/jre/bin/java", "-jar", "shop.jar"]
