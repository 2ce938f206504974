import { defineStack, ImmutableCronJob, z } from 'stele';

/** Prints regularly which pods of its own namespace there are: the smallest useful client of the API. */
export const report = defineStack({
  name: 'report',
  team: 'data',
  images: { kubectl: 'registry.k8s.io/kubectl' },
  config: z.object({
    schedule: z.string().default('0 6 * * *').describe('When it runs, as a cron expression in UTC'),
  }),
  build({ chart, config, images }) {
    const job = new ImmutableCronJob(chart, 'report', {
      schedule: config.schedule,
      containers: [
        {
          image: images.kubectl,
          args: ['get', 'pods', '--output=wide', '--sort-by=.status.startTime'],
          resources: { cpu: '50m', memory: '64Mi' },
        },
      ],
    });
    job.permissions([{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }]);
  },
});
