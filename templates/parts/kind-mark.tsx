import type { Kind } from "../../src/domain/advisory.ts";

/** The kind's shape, beside its words: a circle, a triangle, an octagon. Colour comes last and means nothing on its own. */
export function KindMark({ kind }: { kind: Kind }) {
  return (
    <svg class="kind-mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <Shape kind={kind} />
    </svg>
  );
}

function Shape({ kind }: { kind: Kind }) {
  switch (kind) {
    case "bulletin":
      return (
        <>
          <circle cx="12" cy="12" r="10.5" fill="none" stroke="currentColor" stroke-width="2" />
          <path d="M10.7 10.2h2.6v7.6h-2.6zM10.7 6.2h2.6v2.5h-2.6z" fill="currentColor" />
        </>
      );
    case "elevated":
      return (
        <>
          <path d="M12 2.2 23 21.6H1z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
          <path d="M10.7 8.8h2.6v6.4h-2.6zM10.7 16.8h2.6v2.5h-2.6z" fill="currentColor" />
        </>
      );
    case "imminent":
      return (
        <path
          d="M7.4 1h9.2L23 7.4v9.2L16.6 23H7.4L1 16.6V7.4zM10.5 5.5v8.6h3V5.5zM10.5 15.8v2.8h3v-2.8z"
          fill="currentColor"
          fill-rule="evenodd"
        />
      );
  }
}
