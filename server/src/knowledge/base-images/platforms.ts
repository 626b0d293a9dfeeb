import type { Family } from "./family.ts";

/**
 * Images whose platform decides who runs and what is needed: nothing is said of them. A smaller counterpart does not exist,
 * or would lack what they are for.
 */
export const platforms: readonly Family[] = [
  {
    // Lambda runs every function as its own unprivileged user, whatever USER says; the runtime interface client is needed.
    irreplaceable: "Lambda's runtime interface client is in it, and Lambda runs each function as a user without rights, whatever USER says",
    names: ["public.ecr.aws/lambda/*", "amazon/aws-lambda-*", "lambci/lambda", "public.ecr.aws/sam/*"],
    source: "AWS Lambda Developer Guide, container images: Lambda's default Linux user has least privilege",
    variants: [{ kind: "server", like: ["public.ecr.aws/lambda/python:3.12", "amazon/aws-lambda-nodejs:20"] }],
  },
  {
    irreplaceable: "it is the smallest of Windows",
    names: ["mcr.microsoft.com/windows/nanoserver", "mcr.microsoft.com/windows/nanoserver-insider", "mcr.microsoft.com/powershell"],
    source: "Microsoft Learn, secure Windows containers: ContainerUser is the default in Nano Server; PowerShell's image exists for both systems",
    variants: [{ kind: "os", os: "windows", like: ["mcr.microsoft.com/windows/nanoserver:ltsc2022"] }],
  },
  {
    irreplaceable: "programs that need all of Windows do not run on Nano Server",
    names: ["mcr.microsoft.com/windows*", "mcr.microsoft.com/dotnet/framework/*", "microsoft/*"],
    source: "Microsoft Learn, secure Windows containers: ContainerAdministrator is the default in Server Core",
    variants: [{ kind: "os", os: "windows", like: ["mcr.microsoft.com/windows/servercore:ltsc2022", "microsoft/windowsservercore"] }],
  },
  {
    // The CUDA libraries are what these images are for; they have no USER.
    irreplaceable: "the CUDA libraries are what it is for; of its variants base is smaller than runtime, and runtime than devel",
    names: ["nvidia/cuda", "nvcr.io/nvidia/cuda"],
    source: "nvidia/container-images/cuda Dockerfiles: FROM ubuntu or rockylinux, no USER",
    variants: [{ kind: "server", user: "root", like: ["nvidia/cuda:12.4.1-runtime-ubuntu22.04"] }],
  },
  {
    // A person works in these, often with sudo.
    irreplaceable: "a person works in it, with the tools that it has",
    names: ["mcr.microsoft.com/devcontainers/*", "mcr.microsoft.com/vscode/devcontainers/*", "gitpod/*"],
    source: "devcontainers/images: users are set in devcontainer.json",
    variants: [{ kind: "server", like: ["mcr.microsoft.com/devcontainers/base:ubuntu", "mcr.microsoft.com/vscode/devcontainers/python"] }],
  },
  {
    // Run by ClusterFuzz and by builds only; their scripts need root.
    irreplaceable: "builds and fuzzers run it, and need its tools",
    names: ["gcr.io/oss-fuzz-base/*", "gcr.io/cloud-builders/*", "gcr.io/clusterfuzzlite-images/*"],
    source: "google/oss-fuzz and GoogleCloudPlatform/cloud-builders documentation",
    variants: [{ kind: "sdk", unversioned: true, like: ["gcr.io/oss-fuzz-base/base-builder-go", "gcr.io/cloud-builders/gcloud"] }],
  },
  {
    // Their first process is an init that starts services under users of their own.
    irreplaceable: "its first process is an init that starts the services",
    names: ["phusion/*", "lscr.io/linuxserver/*", "linuxserver/*", "ghcr.io/linuxserver/*"],
    source: "phusion/baseimage-docker README; LinuxServer.io documentation, PUID and PGID",
    variants: [{ kind: "os", like: ["phusion/baseimage:jammy-1.0.4", "lscr.io/linuxserver/swag"] }],
  },
  {
    // A Docker daemon must be root, and the client talks to a socket that is root's.
    irreplaceable: "it is the Docker engine or its client",
    names: ["docker"],
    source: "docker-library/docker Dockerfiles",
    variants: [{ kind: "server", like: ["docker:27-dind", "docker:cli"] }],
  },
  {
    // Non-root in nearly all of their images, with exceptions.
    names: [
      "bitnami/*",
      "bitnamilegacy/*",
      "public.ecr.aws/bitnami/*",
      "registry.access.redhat.com/ubi8/*",
      "registry.access.redhat.com/ubi9/*",
      "registry.access.redhat.com/ubi10/*",
      "jupyter/*",
      "quay.io/jupyter/*",
      "selenium/*",
      "elasticsearch",
      "kibana",
      "logstash",
      "solr",
      "sonarqube",
      "spark",
      "apache/*",
      "public.ecr.aws/opensearchproject/*",
      "opensearchproject/*",
      "quay.io/keycloak/keycloak",
      "quay.io/strimzi/*",
      "quay.io/sclorg/*",
      "sonatype/*",
      "envoyproxy/*",
    ],
    source: "their documentation: a user of their own in most images, differing by image and version",
    variants: [
      {
        kind: "server",
        like: ["bitnami/redis", "quay.io/jupyter/base-notebook", "apache/airflow:2.9", "registry.access.redhat.com/ubi9/openjdk-21"],
      },
    ],
  },
];
