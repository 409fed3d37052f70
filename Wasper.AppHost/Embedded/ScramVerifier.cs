using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Wasper.AppHost.Embedded;

/// <summary>What PostgreSQL keeps of a password (RFC 5802, section 3): <c>SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>.</summary>
internal static partial class ScramVerifier
{
    /// <summary>
    /// Whether <paramref name="password"/> is the one that <paramref name="text"/> was made of; <see langword="null"/> where that can't be
    /// told: there is no verifier in it, or the password would have to be normalised first (RFC 4013).
    /// </summary>
    public static bool? Matches(string text, string password)
    {
        if (Pattern().Match(text) is not { Success: true } match || !Ascii.IsValid(password))
        {
            return null;
        }

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            Convert.FromBase64String(match.Groups["salt"].Value),
            int.Parse(match.Groups["iterations"].Value, CultureInfo.InvariantCulture),
            HashAlgorithmName.SHA256,
            SHA256.HashSizeInBytes);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), Convert.FromBase64String(match.Groups["stored"].Value));
    }

    [GeneratedRegex(@"SCRAM-SHA-256\$(?<iterations>\d+):(?<salt>[A-Za-z0-9+/=]+)\$(?<stored>[A-Za-z0-9+/=]+):")]
    private static partial Regex Pattern();
}
