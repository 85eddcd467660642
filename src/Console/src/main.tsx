import { render } from 'preact';
import './app.css';
import './log/log.css';
import { App } from './app';

render(<App />, document.getElementById('app')!);
