// Words of the page about a question that waits in the consent window, which alone can answer it.

export const openQuestion = {
  waiting: "Waiting for your answer in Lanyard's own window",
  nothingSent: (to: string, until: string) =>
    `Nothing is sent to ${to} before you answer there. No answer by ${until} means no.`,
  show: "Show the question",
  cancel: "Cancel",
} as const;
