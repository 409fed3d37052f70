using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wasper.Gateway.AccessLog;

[JsonSerializable(typeof(AccessLogEntry))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class AccessLogJson : JsonSerializerContext
{
    /// <summary>A line of the log with its line feed.</summary>
    public static byte[] Line(AccessLogEntry entry) => [.. JsonSerializer.SerializeToUtf8Bytes(entry, Default.AccessLogEntry), (byte)'\n'];
}
