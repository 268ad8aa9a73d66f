import type { VariableGroup } from './variable-group.js';

/** What `serve` reads. */
export const api: VariableGroup = {
  title: 'The API',
  about:
    'For `serve`. Without tokens or an issuer of them, whoever reaches the server may do everything, so it then listens on this machine only.',
  variables: [
    {
      name: 'DURABLE_GOALS_HOST',
      byDefault: '`127.0.0.1`',
      meaning: 'The address to listen at; another one takes tokens or an issuer of them.',
    },
    { name: 'DURABLE_GOALS_PORT', byDefault: '`4680`', meaning: 'The port to listen at.' },
    {
      name: 'DURABLE_GOALS_TOKENS_FILE',
      byDefault: 'none',
      meaning:
        'A JSON file that says who may ask: a list of `id`, `token` or its `sha256`, `roles`, `name` and `expires`.',
      example: 'tokens.json',
    },
    {
      name: 'DURABLE_GOALS_TOKENS',
      byDefault: 'none',
      meaning: 'The same list itself, in place of a file.',
      secret: true,
    },
    {
      name: 'DURABLE_GOALS_JWT_ISSUER',
      byDefault: 'none',
      meaning: 'Whose signed tokens are good, as in the claim `iss`; takes an audience, too.',
      example: 'https://login.example.com/',
    },
    {
      name: 'DURABLE_GOALS_JWT_AUDIENCE',
      byDefault: 'none',
      meaning: 'For whom these tokens have to be made, as in the claim `aud`.',
      example: 'durable-goals',
    },
    {
      name: 'DURABLE_GOALS_JWKS_URL',
      byDefault: '`.well-known/jwks.json` of the issuer',
      meaning: "Where the issuer's public keys are.",
    },
    {
      name: 'DURABLE_GOALS_JWT_ROLES_CLAIM',
      byDefault: '`roles`',
      meaning: 'The claim that has the roles `approver` and `operator`.',
    },
    {
      name: 'DURABLE_GOALS_HOSTS',
      byDefault: 'none',
      meaning: 'Names that the server is known by besides `localhost`, separated by commas.',
      example: 'agents.example.com',
    },
    {
      name: 'DURABLE_GOALS_ORIGINS',
      byDefault: 'none',
      meaning: 'Origins of other sites whose pages may use the API, separated by commas.',
      example: 'https://app.example.com',
    },
    {
      name: 'DURABLE_GOALS_MODELS',
      byDefault: 'none',
      meaning: 'Models that people may choose for a conversation, separated by commas.',
    },
    {
      name: 'DURABLE_GOALS_TEMPORAL_UI',
      byDefault: 'none',
      meaning: "The address of Temporal's own UI, for links to it from conversations.",
      example: 'http://localhost:8233',
    },
  ],
};
