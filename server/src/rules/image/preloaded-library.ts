import { bad, dockerfile, good } from "../../kit/example.ts";
import { fix, rule } from "../../kit/rule.ts";

export default rule({
  name: "preloaded-library",
  on: "stage",
  title: "A library is loaded into every program of the image",
  severity: "info",
  preset: "strict",
  risk: "image",
  why: `\`LD_PRELOAD\` loads a library into each program before its own, and \`LD_LIBRARY_PATH\` decides where libraries come from: whoever may write there has their code run by everything, root's programs included. It is the usual way to hide in a container.

Memory allocators (jemalloc, tcmalloc, mimalloc) are preloaded on purpose and left alone, and so are folders of CUDA and of the system. Set it for the one program that needs it (\`LD_PRELOAD=… exec server\`), or link the library.`,
  refs: ["NIST SP 800-190 4.1.2", "CWE-426", "https://man7.org/linux/man-pages/man8/ld.so.8.html"],

  *check(stage) {
    if (!stage.shipped) return;
    for (const { kind, name, value, remove } of stage.variables) {
      if (kind !== "ENV" || value.value === undefined) continue;
      if (name.is("LD_PRELOAD") && !wanted.test(value.value) && value.value !== "") {
        const message = `${value.value} is loaded into every program of the image.`;
        yield { at: value.at, key: "LD_PRELOAD", message, fixes: fix("Remove LD_PRELOAD", "unsafe", remove()) };
      }
      const loose = name.is("LD_LIBRARY_PATH") ? value.value.split(":").find((folder) => open.test(folder)) : undefined;
      if (loose === undefined) continue;
      const what = loose === "" ? "The current directory" : loose;
      yield {
        at: value.at,
        key: "LD_LIBRARY_PATH",
        message: `${what} is searched for the libraries of every program, and everybody may write there.`,
      };
    }
  },

  examples: [
    bad(dockerfile`
      FROM debian:13-slim
      COPY hook.so /opt/hook.so
      ENV LD_PRELOAD=«/opt/hook.so»
      USER 1000
    `).to(dockerfile`
      FROM debian:13-slim
      COPY hook.so /opt/hook.so
      USER 1000
    `),
    bad(dockerfile`
      FROM debian:13-slim
      ENV LD_LIBRARY_PATH=«/opt/lib:/tmp/lib»
      USER 1000
    `),
    good(dockerfile`
      FROM ruby:3.4-slim
      ENV LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2
      ENV LD_LIBRARY_PATH=/usr/local/cuda/lib64
      USER 1000
    `).because("An allocator, and the folder of CUDA."),
    good(dockerfile`
      FROM debian:13-slim
      RUN LD_PRELOAD=/opt/hook.so /opt/check
      USER 1000
    `).because("For one program."),
  ],
});

const wanted = /jemalloc|tcmalloc|mimalloc|hoard|libgomp|libfaketime|gconv/i;
/** Where everybody may write; an empty entry is the working directory. */
const open = /^(?:$|\.|\/tmp(?:\/|$)|\/var\/tmp(?:\/|$)|\/dev\/shm(?:\/|$))/;
