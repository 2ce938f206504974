import { defineConfig } from 'stele';

export default defineConfig({
  repository: {
    url: 'https://github.com/stele-dev/stele.git',
    branch: 'main',
  },
});
