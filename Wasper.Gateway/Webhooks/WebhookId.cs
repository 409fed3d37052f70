using System.Security.Cryptography;

namespace Wasper.Gateway.Webhooks;

/// <summary>Ids of Activepieces' form: 21 letters and digits.</summary>
internal static class WebhookId
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 21;

    public static string Next() => RandomNumberGenerator.GetString(Alphabet, Length);
}
