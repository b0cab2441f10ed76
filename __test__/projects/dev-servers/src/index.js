const form = document.querySelector('form')
form.addEventListener('change', async () => {
  const answer = await fetch('/api/upload', { method: 'POST', body: new FormData(form) })
  document.querySelector('p').textContent = await answer.text()
})
