using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Wasper.Gateway.Acme;

/// <summary>The name of a certificate in ARI (RFC 9773, section 4.1).</summary>
internal static class AriCertificateId
{
    /// <summary><c>base64url(AKI keyIdentifier) "." base64url(serial)</c>; null for a certificate without an authority key identifier, which ARI cannot name.</summary>
    public static string? Of(X509Certificate2 certificate)
    {
        var authority = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault();
        if (authority?.KeyIdentifier is not { } keyIdentifier)
        {
            return null;
        }

        // The content octets of the DER integer, so with the zero that keeps a high first bit from meaning a negative number.
        return $"{Base64Url.EncodeToString(keyIdentifier.Span)}.{Base64Url.EncodeToString(certificate.SerialNumberBytes.Span)}";
    }
}
