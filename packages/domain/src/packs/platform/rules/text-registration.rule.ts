import { rule } from '../../../kernel/entities/rule.ts';
import { organisation } from '../entities/organisation.entity.ts';

/** Ids of The Campaign Registry: a brand has "B" and six letters or digits, a campaign "C" and six (csp.campaignregistry.com). */
const [brandForm, campaignForm] = [/^B[A-Z0-9]{6}$/, /^C[A-Z0-9]{6}$/] as const;

/** MSG-75: the registration of texts has ids of the registry, and a campaign belongs to a brand. */
export const textRegistrationIsReadable = rule(organisation, {
  id: 'MSG-75',
  check: ({
    record: {
      fields: { textBrand: brand, textCampaign: campaign, textUseCase: useCase },
    },
  }) => {
    if (brand !== undefined && !brandForm.test(brand))
      return {
        message: `“${brand}” is no id of a brand. The Campaign Registry gives ids such as BABC123.`,
        field: 'textBrand',
      };
    if (campaign !== undefined && !campaignForm.test(campaign))
      return {
        message: `“${campaign}” is no id of a campaign. The Campaign Registry gives ids such as CABC123.`,
        field: 'textCampaign',
      };
    if (campaign !== undefined && brand === undefined)
      return { message: 'A campaign belongs to a brand. Enter the id of the brand, too.', field: 'textBrand' };
    return useCase !== undefined && campaign === undefined
      ? { message: 'A use case belongs to a campaign. Enter the id of the campaign, too.', field: 'textCampaign' }
      : undefined;
  },
});
