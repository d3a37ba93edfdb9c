// One click on a person fills in both fields; the person still presses Sign in.
for (const button of document.querySelectorAll('button[data-login]')) {
  button.addEventListener('click', () => {
    document.getElementById('login').value = button.dataset.login;
    document.getElementById('password').value = button.dataset.password;
    document.getElementById('sign-in').focus();
  });
}

const login = document.getElementById('login');
(login?.value ? document.getElementById('password') : login)?.focus();
