using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wasper.Gateway.Acme.Protocol.Messages;
using Wasper.Gateway.Acme.Protocol.Signing;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>A certificate and its chain as an issuer sent them, the leaf first (RFC 8555, section 9.1).</summary>
internal sealed class IssuedChain : IDisposable
{
    private const string Label = "CERTIFICATE";

    /// <summary>Chains have two or three.</summary>
    private const int MaxLength = 10;

    /// <summary>How far this machine's clock may be behind the issuer's.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromHours(1);

    private readonly IReadOnlyList<X509Certificate2> _certificates;

    private IssuedChain(IReadOnlyList<X509Certificate2> certificates) => _certificates = certificates;

    public X509Certificate2 Leaf => _certificates[0];

    /// <summary>The common name of who issued the last certificate: the root that the chain leads to.</summary>
    public string TopIssuer => _certificates[^1].GetNameInfo(X509NameType.SimpleName, forIssuer: true);

    public static bool TryParse(ReadOnlySpan<byte> pem, [NotNullWhen(true)] out IssuedChain? chain, [NotNullWhen(false)] out string? failure)
    {
        chain = null;
        var certificates = new List<X509Certificate2>();
        failure = Parse(Encoding.ASCII.GetString(pem), certificates);
        if (failure is not null)
        {
            certificates.ForEach(certificate => certificate.Dispose());
            return false;
        }

        chain = new IssuedChain(certificates);
        return true;
    }

    /// <summary>What is wrong with it as the answer to an order, as in "a certificate that …"; null where nothing is.</summary>
    public string? FindFault(OrderNames names, SigningKey key, DateTimeOffset now)
    {
        if (!key.Fits(Leaf.PublicKey.ExportSubjectPublicKeyInfo()))
        {
            return "has another key than the one it was ordered for";
        }

        if (names.Identifiers.FirstOrDefault(identifier => !IsNamed(identifier)) is { } missing)
        {
            return $"does not name {missing.Value}";
        }

        if (Leaf.NotBefore > now.LocalDateTime + _skew)
        {
            return $"is not valid before {Leaf.NotBefore.ToUniversalTime():u} (this machine's clock says {now:u})";
        }

        if (Leaf.NotAfter <= now.LocalDateTime)
        {
            return $"is valid until {Leaf.NotAfter.ToUniversalTime():u} (this machine's clock says {now:u})";
        }

        return _certificates.Zip(_certificates.Skip(1)).All(pair => IsIssuedBy(pair.First, pair.Second)) ? null : "comes with a chain that is not in order";
    }

    /// <summary>Written anew: what stands between the blocks is not passed on.</summary>
    public string ToPem() => string.Concat(_certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));

    public void Dispose()
    {
        foreach (var certificate in _certificates)
        {
            certificate.Dispose();
        }
    }

    private static string? Parse(string text, List<X509Certificate2> certificates)
    {
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label] is not Label || certificates.Count == MaxLength)
            {
                return "is not a chain of a few certificates and nothing else";
            }

            try
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            }
            catch (CryptographicException)
            {
                return "cannot be read";
            }

            rest = rest[fields.Location.End..];
        }

        return certificates.Count is 0 ? "is no PEM" : null;
    }

    private bool IsNamed(IdentifierMessage identifier)
    {
        // Not MatchesHostname: a wildcard would match without being the name that was ordered. More names than ordered do no harm.
        var names = Leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return identifier.Type is OrderNames.Ip
            ? names.SelectMany(extension => extension.EnumerateIPAddresses()).Contains(IPAddress.Parse(identifier.Value))
            : names.SelectMany(extension => extension.EnumerateDnsNames()).Contains(identifier.Value, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var wanted = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var own = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
            && (wanted is null || own is null || wanted.Value.Span.SequenceEqual(own.Value.Span));
    }
}
