# The engine on a JRE with glibc, not root, on a root file system that may be read-only:
#
#   docker build -t roundtrip .
#   docker run --read-only -p 8080:8080 -v roundtrip-data:/var/lib/roundtrip -v ./conf:/opt/roundtrip/conf:ro roundtrip
#
# In a container the conf's http.host is 0.0.0.0, else the published port leads nowhere; so is management.host if health
# and metrics are read from outside.

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY conf/demo conf/demo
COPY src/main src/main
RUN mvn -q -B -Dmaven.test.skip=true package

FROM eclipse-temurin:25-jre
RUN useradd --system --user-group --home-dir /var/lib/roundtrip --shell /usr/sbin/nologin roundtrip \
 && install -d -o roundtrip -g roundtrip /var/lib/roundtrip
WORKDIR /opt/roundtrip
COPY bin/roundtrip bin/roundtrip
COPY LICENSE LICENSE
COPY conf conf
COPY --from=build /build/target/roundtrip.jar roundtrip.jar
# Data, and the class archive that makes the second start fast.
ENV ROUNDTRIP_ARCHIVE=/var/lib/roundtrip
VOLUME /var/lib/roundtrip
USER roundtrip
EXPOSE 8080 8081
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/opt/roundtrip/bin/roundtrip", "health", "--conf", "/opt/roundtrip/conf/engine.yaml"]
ENTRYPOINT ["/opt/roundtrip/bin/roundtrip"]
CMD ["run", "--conf", "/opt/roundtrip/conf/engine.yaml"]
