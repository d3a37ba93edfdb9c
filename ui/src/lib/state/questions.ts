// Which of the open questions is about what: the page looks at them, and answers none.
import type { Programs, QuestionView } from "../ipc/types";
import type { Asked } from "../ipc/consent";

/** A question about a provider's new address. */
export type AddressQuestion = QuestionView & { about: Asked<"new_address"> };

/** What is asked about an account's new address now. */
export function addressQuestion(programs: Programs | null, account: string): AddressQuestion | undefined {
  return programs?.questions.find(
    (question): question is AddressQuestion =>
      question.about.kind === "new_address" && question.account === account,
  );
}
