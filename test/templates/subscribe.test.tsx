import { expect, test } from "vitest";
import { documentOf } from "../../templates/layout.tsx";
import { ConfirmPage } from "../../templates/pages/confirm.tsx";
import { SubscribePage, type SubscribePageProps } from "../../templates/pages/subscribe.tsx";
import { emptyPreferences } from "../../templates/parts/forms.tsx";
import { frameAt, morning } from "./support.ts";

function subscribe(given: Partial<SubscribePageProps> = {}): string {
  const frame = frameAt(morning, { path: "/subscribe" });
  const values = { ...emptyPreferences("en"), address: "" };
  return documentOf((<SubscribePage frame={frame} values={values} problems={[]} {...given} />) as never);
}

/** The attributes of the control with that id. */
function control(html: string, id: string): string {
  return new RegExp(`<(?:input|select)[^>]*id="${id}"[^>]*>`).exec(html)?.[0] ?? "";
}

test("a refused form keeps what was typed and says what is wrong beside the field and in a focused summary", () => {
  const html = subscribe({
    values: {
      language: "es",
      address: "name@",
      kinds: ["imminent"],
      areas: ["NY"],
      counties: "36061 99999",
      sectors: [],
    },
    problems: [
      { field: "address", problem: "addressInvalid" },
      { field: "counties", problem: "countyUnknown", given: "99999" },
    ],
  });
  expect(html).toMatch(/<section class="error-summary" tabindex="-1" autofocus/);
  expect(html).toContain('<a href="#field-address">Enter an e-mail address like name@example.com</a>');
  expect(html.indexOf("#field-counties")).toBeLessThan(html.indexOf("#field-address"));
  const address = control(html, "field-address");
  expect(address).toContain('value="name@"');
  expect(address).toContain('aria-invalid="true"');
  expect(address).toContain('aria-describedby="field-address-hint field-address-problem"');
  expect(html).toContain('id="field-address-problem"');
  expect(control(html, "field-counties")).toContain('value="36061 99999"');
  expect(html).toMatch(/value="imminent" checked/);
  expect(html).not.toMatch(/value="bulletin" checked/);
  expect(html).toMatch(/value="NY" checked/);
  expect(html).toContain('<option value="es" selected');
  expect(html).toContain("<title>Error: Subscribe");
});

test("every link of the summary leads to a control that exists", () => {
  const fields = ["address", "language", "kinds", "areas", "counties", "sectors"] as const;
  const html = subscribe({ problems: fields.map((field) => ({ field, problem: "addressInvalid" })) });
  for (const field of fields) expect(control(html, `field-${field}`), field).not.toBe("");
});

test("every control has a label", () => {
  const html = subscribe();
  const ids = [...html.matchAll(/<(?:input|select)[^>]*\sid="([^"]*)"/g)].map((match) => match[1]);
  expect(ids.length).toBeGreaterThan(80);
  for (const id of ids) expect(html, id).toContain(`<label for="${id}">`);
});

test("without script the push buttons are hidden and the page says why", () => {
  const html = subscribe();
  expect(html).toMatch(/data-push-start[^>]*hidden/);
  expect(html).toContain("Notifications need JavaScript");
});

test("a confirmation is a button that posts: opening the page confirms nothing", () => {
  const html = documentOf((<ConfirmPage frame={frameAt(morning)} action="/confirm/token" />) as never);
  expect(html).toContain('<form method="post" action="/confirm/token">');
});
