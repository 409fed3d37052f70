using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wasper.Gateway.Configuration;

/// <summary>A value of the configuration that nobody may read back: written out it is a word.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class Secret(string value)
{
    private const string Mask = "(secret)";

    /// <summary>The value itself, for the one place that needs it.</summary>
    public string Reveal() => value;

    public override string ToString() => Mask;

    private sealed class Converter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is read from the configuration only.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Mask);
    }
}
