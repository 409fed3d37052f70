namespace Wasper.Gateway.Headers;

/// <summary>The four headers of the architecture document, on every answer of the HTTPS port; what the app says about them is replaced.</summary>
internal static class SecurityHeaders
{
    /// <summary>Browsers take this one only from a connection whose certificate they trust (RFC 6797, 8.1): a self-signed localhost stays free of it.</summary>
    private const string StrictTransportSecurity = "max-age=31536000";

    public static void Apply(IHeaderDictionary headers)
    {
        headers.StrictTransportSecurity = StrictTransportSecurity;
        headers.XFrameOptions = "SAMEORIGIN";
        headers.XContentTypeOptions = "nosniff";
        headers.XXSSProtection = "1; mode=block";
    }
}
