using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wasper.Gateway.Acme.Protocol.Messages;

namespace Wasper.Gateway.Acme.Protocol.Transport;

/// <summary>An issuer's answer, read to its end.</summary>
internal sealed record AcmeAnswer(HttpStatusCode Status, string? MediaType, byte[] Body)
{
    public const string Json = "application/json";
    public const string ProblemJson = "application/problem+json";

    /// <summary>For the next request (RFC 8555, section 6.5); null where there is none that keeps to the alphabet of section 6.5.1.</summary>
    public string? Nonce { get; init; }

    public Uri? Location { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where the same certificate is with another chain (section 7.4.2).</summary>
    public IReadOnlyList<Uri> Alternates { get; init; } = [];

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The problem document; null where the body is none.</summary>
    public AcmeProblem? ReadProblem()
    {
        if (MediaType is not (ProblemJson or Json))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Body, AcmeJson.Default.ProblemMessage)?.ToProblem((int)Status);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The body; throws <see cref="JsonException"/> where it is not what is asked for.</summary>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        if (MediaType is not Json)
        {
            throw new JsonException($"the content type is '{MediaType}', not {Json}");
        }

        return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("the answer is null");
    }
}
