using System.Security.Cryptography;
using Aspire.Hosting.Publishing;

namespace Wasper.AppHost.Settings;

/// <summary>The value of a parameter that nobody has given one: random bytes as lower-case hexadecimal characters, two a byte.</summary>
internal sealed class RandomHex(int bytes) : ParameterDefault
{
    public override string GetDefaultValue() => RandomNumberGenerator.GetHexString(bytes * 2, lowercase: true);

    /// <summary>Aspire's manifest knows no hexadecimal alphabet: it says how long the value has to be.</summary>
    public override void WriteToManifest(ManifestPublishingContext context)
    {
        context.Writer.WriteStartObject("generate");
        context.Writer.WriteNumber("minLength", bytes * 2);
        context.Writer.WriteEndObject();
    }
}
