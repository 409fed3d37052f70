using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Wasper.Gateway.Acme.Protocol.Signing;

/// <summary>A P-256 key that signs as ES256 does (RFC 7518, section 3.4).</summary>
internal sealed class SigningKey : IDisposable
{
    public const string Algorithm = "ES256";

    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        Jwk = new Jwk("P-256", "EC", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    public Jwk Jwk { get; }

    /// <summary>RFC 7638, section 3: SHA-256 of the members in lexicographic order without white space.</summary>
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(
        Encoding.UTF8.GetBytes($$"""{"crv":"{{Jwk.Crv}}","kty":"{{Jwk.Kty}}","x":"{{Jwk.X}}","y":"{{Jwk.Y}}"}""")));

    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads PKCS#8 or SEC 1 PEM; false for what is no P-256 private key.</summary>
    public static bool TryRead(string pem, [NotNullWhen(true)] out SigningKey? key)
    {
        key = null;
        var read = ECDsa.Create();
        try
        {
            read.ImportFromPem(pem);
            read.ExportParameters(includePrivateParameters: true);
            if (read.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                key = new SigningKey(read);
            }
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // Not a key, or only half of one.
        }

        if (key is null)
        {
            read.Dispose();
        }

        return key is not null;
    }

    public string ToPem() => _key.ExportPkcs8PrivateKeyPem();

    /// <summary>R and S, 32 bytes each: not the DER that certificates use.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    /// <summary>A PKCS#10 request for <paramref name="names"/>, DER.</summary>
    public byte[] CreateSigningRequest(OrderNames names) => names.CreateRequest(_key).CreateSigningRequest();

    public bool Fits(ReadOnlySpan<byte> subjectPublicKeyInfo) => _key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(subjectPublicKeyInfo);

    public void Dispose() => _key.Dispose();
}
