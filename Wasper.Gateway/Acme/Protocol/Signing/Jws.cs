using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wasper.Gateway.Acme.Protocol.Messages;

namespace Wasper.Gateway.Acme.Protocol.Signing;

/// <summary>Signs messages (RFC 7515; RFC 8555, section 6.2).</summary>
internal static class Jws
{
    /// <param name="nonce">Null for the message inside a key change, which has none (RFC 8555, section 7.3.5).</param>
    /// <param name="payload">Empty for POST-as-GET (section 6.3).</param>
    public static JwsMessage Sign(Signer signer, Uri url, string? nonce, ReadOnlySpan<byte> payload)
    {
        var header = new JwsHeader(
            SigningKey.Algorithm, signer.Account is null ? signer.Key.Jwk : null, signer.Account?.OriginalString, nonce, url.OriginalString);
        return Sign(header, payload, data => signer.Key.Sign(data));
    }

    /// <summary>The proof that the holder of <paramref name="account"/> wants to be bound to <paramref name="key"/> (RFC 8555, section 7.3.4).</summary>
    public static JwsMessage Bind(ExternalAccount account, byte[] macKey, Jwk key, Uri url)
    {
        var header = new JwsHeader("HS256", null, account.KeyId, null, url.OriginalString);
        return Sign(header, JsonSerializer.SerializeToUtf8Bytes(key, AcmeJson.Default.Jwk), data => HMACSHA256.HashData(macKey, data));
    }

    private static JwsMessage Sign(JwsHeader header, ReadOnlySpan<byte> payload, Func<byte[], byte[]> sign)
    {
        var protectedText = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header, AcmeJson.Default.JwsHeader));
        var payloadText = Base64Url.EncodeToString(payload);
        var signature = sign(Encoding.ASCII.GetBytes($"{protectedText}.{payloadText}"));
        return new JwsMessage(protectedText, payloadText, Base64Url.EncodeToString(signature));
    }
}
