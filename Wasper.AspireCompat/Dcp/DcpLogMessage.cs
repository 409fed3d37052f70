using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>
/// A line of DCP's own log, whose fields are separated by tabs: time, level, category, message and, as JSON, the details.
/// The system log of an object has the same form.
/// </summary>
internal readonly record struct DcpLogMessage(DateTimeOffset? Timestamp, LogLevel Level, string Category, string Message, string? Details)
{
    /// <summary>The details' <c>error</c>, which tells what the message leaves out. Null where there is none.</summary>
    public string? Error
    {
        get
        {
            if (Details is null)
            {
                return null;
            }

            try
            {
                using var details = JsonDocument.Parse(Details);
                return details.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.String ? error.GetString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>The message with its error, the way a person reads it.</summary>
    public string Text => Error is { } error ? $"{Message}: {error}" : Message;

    public static bool TryParse(string line, out DcpLogMessage message)
    {
        var fields = line.Split('\t', 5);
        if (fields.Length < 4)
        {
            message = default;
            return false;
        }

        var timestamp = DateTimeOffset.TryParse(fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed) ? parsed : (DateTimeOffset?)null;
        var level = fields[1] switch
        {
            "debug" => LogLevel.Debug,
            "warn" or "warning" => LogLevel.Warning,
            "error" or "fatal" or "panic" => LogLevel.Error,
            _ => LogLevel.Information,
        };
        message = new DcpLogMessage(timestamp, level, fields[2], fields[3], fields.Length > 4 ? fields[4] : null);
        return true;
    }
}
