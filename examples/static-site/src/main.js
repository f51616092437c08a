import './style.css';

document.querySelector('#app').innerHTML = '<h1>Lighthouse keepers</h1><p>Built with Vite</p>';
