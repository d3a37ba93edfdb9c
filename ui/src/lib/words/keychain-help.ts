// What a person can do where no keychain answers.

export const keychainHelpWords = {
  title: "No keychain runs on this computer",
  intro:
    "Lanyard keeps what signs you in again in the computer's keychain. Without one it can't keep you signed in.",
  steps: [
    "On GNOME the keychain is GNOME Keyring, on KDE it is KWallet; both speak the Secret Service. Install one if it is missing.",
    "Sign out of the desktop and in again, so that it starts with your session.",
  ],
  headless:
    "Over SSH or in a container no desktop session runs, and so no keychain. There Lanyard can keep it in a file under a passphrase, which it asks for in the terminal:",
  command: "LANYARD_VAULT=file lanyard agent",
  close: "Close",
} as const;
