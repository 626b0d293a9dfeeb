/** A Dockerfile of one stage, and the stand-ins for the programs that its build calls: what they write, as a shell does it. */
export interface Case {
  readonly name: string;
  readonly dockerfile: readonly string[];
  readonly tools: Readonly<Record<string, string>>;
}

/** What all contexts hold beside `server`, a program. */
export const context: Readonly<Record<string, string>> = {
  "package.json": "{}",
  "server.js": "listen()",
  "app.py": "import flask",
  "requirements.txt": "gunicorn",
  "main.go": "package main",
  "shop.jar": "classes",
  "Cargo.toml": "[package]",
};

const npm = "mkdir -p node_modules/express && echo installed > node_modules/express/index.js";
const pip = "mkdir -p /usr/local/lib/python3.13/site-packages/gunicorn && cp /stand-in /usr/local/bin/gunicorn";
/** The word after `-o`. */
const output = 'while [ "$1" != -o ]; do shift; done; cp /stand-in "$2"';

export const cases: readonly Case[] = [
  {
    name: "Node.js",
    dockerfile: [
      "FROM node:22",
      "WORKDIR /app",
      "COPY package.json ./",
      "RUN npm ci",
      "COPY . .",
      "EXPOSE 3000",
      'CMD ["node", "server.js", "--port", "3000"]',
    ],
    tools: { npm },
  },
  {
    name: "Node.js on Alpine",
    dockerfile: ["FROM node:24-alpine", "WORKDIR /app", "COPY . .", "RUN npm ci", "CMD node server.js"],
    tools: { npm },
  },
  {
    name: "Node.js before it had a distroless image",
    dockerfile: ["FROM node:16", "WORKDIR /app", "COPY . .", "RUN npm ci", 'CMD ["node", "server.js"]'],
    tools: { npm },
  },
  {
    name: "a program that npm installs",
    dockerfile: ["FROM node:22", "WORKDIR /app", "COPY . .", "RUN npm install -g serve", 'CMD ["serve", "-s", "dist"]'],
    tools: {
      npm: "mkdir -p /usr/local/lib/node_modules/serve && cp /stand-in /usr/local/lib/node_modules/serve/serve && ln -s ../lib/node_modules/serve/serve /usr/local/bin/serve",
    },
  },
  {
    name: "Python behind gunicorn",
    dockerfile: ["FROM python:3.13", "WORKDIR /app", "COPY . .", "RUN pip install -r requirements.txt", 'CMD ["gunicorn", "app:app"]'],
    tools: { pip },
  },
  {
    name: "Python on a slim image with a compiler",
    dockerfile: [
      "FROM python:3.13-slim",
      "WORKDIR /app",
      "RUN apt-get update && apt-get install -y gcc",
      "COPY . .",
      "RUN pip install -r requirements.txt && mkdir uploads",
      "EXPOSE 8000",
      "CMD python app.py $MORE",
    ],
    tools: { pip, "apt-get": "true" },
  },
  {
    name: "Java built by Maven",
    dockerfile: [
      "FROM maven:3.9-eclipse-temurin-21",
      "WORKDIR /src",
      "COPY . .",
      "RUN mvn -B package",
      'ENTRYPOINT ["java", "-jar", "target/shop.jar"]',
    ],
    tools: { mvn: "mkdir -p target && echo classes > target/shop.jar" },
  },
  {
    name: "Java whose options a shell reads",
    dockerfile: [
      "FROM eclipse-temurin:17-jdk",
      "WORKDIR /src",
      "COPY . .",
      "RUN javac -d out Shop.java && jar cf shop.jar out",
      "CMD java -jar shop.jar $JAVA_OPTS",
    ],
    tools: { javac: "mkdir -p out", jar: "echo classes > shop.jar" },
  },
  {
    name: "Go",
    dockerfile: [
      "FROM golang:1.26",
      "WORKDIR /src",
      "COPY . .",
      "RUN CGO_ENABLED=0 go build -o /server .",
      "EXPOSE 8080",
      'CMD ["/server", "--listen", ":8080"]',
    ],
    tools: { go: output },
  },
  {
    name: "Go with a C library",
    dockerfile: ["FROM golang:1.26", "WORKDIR /src", "COPY . .", "RUN go build -o /usr/local/bin/server .", 'ENTRYPOINT ["server"]'],
    tools: { go: output },
  },
  {
    name: "Rust",
    dockerfile: [
      "FROM rust:1.91",
      "RUN apt-get update && apt-get install -y libssl-dev pkg-config",
      "WORKDIR /src",
      "COPY . .",
      "RUN cargo build --release",
      'CMD ["./target/release/server"]',
    ],
    tools: { cargo: "mkdir -p target/release && cp /stand-in target/release/server", "apt-get": "true" },
  },
  {
    name: ".NET",
    dockerfile: [
      "FROM mcr.microsoft.com/dotnet/sdk:10.0",
      "WORKDIR /src",
      "COPY . .",
      "RUN dotnet publish -c Release -o /out",
      "WORKDIR /out",
      'ENTRYPOINT ["dotnet", "shop.dll"]',
    ],
    tools: {},
  },
  {
    name: "a program on Debian",
    dockerfile: ["FROM debian:13-slim", "WORKDIR /app", "COPY server .", "RUN mkdir -p data", 'CMD ["/app/server"]'],
    tools: {},
  },
  {
    name: "a program on Alpine",
    dockerfile: ["FROM alpine:3.23", "WORKDIR /app", "COPY . .", "RUN mkdir -p /var/lib/app/data", "ENTRYPOINT ./server --data /var/lib/app/data"],
    tools: {},
  },
  {
    name: "a program on Amazon Linux",
    dockerfile: ["FROM public.ecr.aws/amazonlinux/amazonlinux:2023", "COPY server /usr/local/bin/server", 'CMD ["server"]'],
    tools: {},
  },
  {
    name: "a JRE that only gets an archive",
    dockerfile: ["FROM eclipse-temurin:21-jre", "WORKDIR /app", "COPY shop.jar .", 'CMD ["java", "-jar", "shop.jar"]'],
    tools: {},
  },
];
