// The report on a token, as the engine would write it, for the gallery and for tests.
import type { InspectionView, ReportChoices, ReportView } from "./types";

const PERSONAL = ["email", "name", "preferred_username", "sub"];

/** The report, masked as the person chose. */
export function fakeReport(of: InspectionView, choices: ReportChoices): ReportView {
  const hides = (name: string) =>
    choices.mask.includes(name) || (PERSONAL.includes(name) && !choices.show.includes(name));
  const value = ({ name, json: text }: { name: string; json: string }) => (hides(name) ? '"(masked)"' : text);
  const masked = of.claims.map(({ name }) => name).filter(hides);
  const shown = of.claims.map(({ name }) => name).filter((name) => !hides(name));
  const said = `${of.check.outcome}${of.check.because && `: ${of.check.because}`}`;
  const texts = {
    text: [
      `Token report, ${said}`,
      of.check.about,
      "",
      ...of.check.verdicts.map(({ title, result, sentence }) => `${title}: ${result}. ${sentence}`),
      "",
      ...of.claims.map((claim) => `${claim.name}: ${value(claim)}`),
      "",
      "Signature: removed",
    ].join("\n"),
    markdown: [
      `# Token report\n\n**${said}**\n\n${of.check.about}\n`,
      "| claim | value |\n| --- | --- |",
      ...of.claims.map((claim) => `| \`${claim.name}\` | \`${value(claim)}\` |`),
      "\nThe signature was removed.",
    ].join("\n"),
    json: JSON.stringify(
      {
        outcome: of.check.outcome,
        header: Object.fromEntries(of.header.map((one) => [one.name, JSON.parse(one.json) as unknown])),
        claims: Object.fromEntries(of.claims.map((one) => [one.name, JSON.parse(value(one)) as unknown])),
        signature: "removed",
      },
      null,
      2,
    ),
  };
  return { text: texts[choices.format], masked, shown };
}
