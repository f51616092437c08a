/** Of a box with a border around it that tells of one thing. */
export const cardStyles = {
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  px: 2,
  py: 1.5,
  fontSize: '0.8125rem',
} as const;
