/**
 * The layout of mails without one of their own, as MJML: one column of 600 pixels, letters of the reader's computer, no pictures, nothing
 * loaded from elsewhere.
 */
export const houseLayout = `<mjml>
  <mj-head>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#ffffff" width="600px">
    <mj-section padding="16px 0">
      <mj-column>
        <mj-text font-size="16px" line-height="24px" color="#1f2328" padding="0 16px">{{ words }}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>`;
