import { rule } from '../../../kernel/entities/rule.ts';
import { isVisitedHost, mostVisitedHosts } from '../../../kernel/messages/page-visits.ts';
import { organisation } from '../entities/organisation.entity.ts';

/** MSG-80: the websites whose visits are noted are names of hosts, and at most 20. */
export const visitedHostsAreNames = rule(organisation, {
  id: 'MSG-80',
  check: ({
    record: {
      fields: { visitedHosts = [] },
    },
  }) => {
    const wrong = visitedHosts.find((text) => !isVisitedHost(text));
    if (wrong !== undefined)
      return {
        message: `“${wrong}” is no name of a website. Write it as in the address line, in small letters, without https:// and without a path, such as www.example.com.`,
        field: 'visitedHosts',
      };
    return visitedHosts.length > mostVisitedHosts
      ? { message: `Visits of at most ${mostVisitedHosts} websites are noted.`, field: 'visitedHosts' }
      : undefined;
  },
});
