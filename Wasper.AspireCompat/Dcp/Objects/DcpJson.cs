using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Aspire.Hosting.Dcp.Objects;

/// <summary>The wire format, generated at build time: reflecting over these types would cost a good part of the time DCP needs to start.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DcpExecutable))]
[JsonSerializable(typeof(DcpContainer))]
[JsonSerializable(typeof(DcpContainerNetwork))]
[JsonSerializable(typeof(DcpContainerVolume))]
[JsonSerializable(typeof(DcpService))]
[JsonSerializable(typeof(DcpEndpoint))]
[JsonSerializable(typeof(DcpList<DcpExecutable>))]
[JsonSerializable(typeof(DcpList<DcpContainer>))]
[JsonSerializable(typeof(DcpList<DcpContainerNetwork>))]
[JsonSerializable(typeof(DcpList<DcpContainerVolume>))]
[JsonSerializable(typeof(DcpList<DcpService>))]
[JsonSerializable(typeof(DcpList<DcpEndpoint>))]
[JsonSerializable(typeof(DcpFrame))]
[JsonSerializable(typeof(DcpApiStatus))]
[JsonSerializable(typeof(DcpExecution))]
[JsonSerializable(typeof(DcpInfo))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(List<DcpServiceProducer>))]
internal sealed partial class DcpJson : JsonSerializerContext
{
    public static JsonTypeInfo<T> Of<T>() =>
        (JsonTypeInfo<T>?)Default.GetTypeInfo(typeof(T))
            ?? throw new InvalidOperationException($"{typeof(T)} is not listed in {nameof(DcpJson)}.");

    /// <summary>The value of the annotation <see cref="DcpServiceProducer.Annotation"/>.</summary>
    public static string Producers(List<DcpServiceProducer> producers) => JsonSerializer.Serialize(producers, Default.ListDcpServiceProducer);
}

internal sealed record DcpList<T>
{
    public required List<T> Items { get; init; }
}

/// <summary>A line of a watch: <c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c> with the object, or <c>ERROR</c> with a <see cref="DcpApiStatus"/>.</summary>
internal sealed record DcpFrame(string Type, JsonElement Object);

/// <summary>What the API answers when it refuses.</summary>
internal sealed record DcpApiStatus(string? Message, string? Reason);

/// <summary>The document <c>admin/execution</c>, which ends DCP.</summary>
internal sealed record DcpExecution(string? Status, string? ShutdownResourceCleanup)
{
    /// <summary>Ask: end everything that is not persistent, but keep serving the API.</summary>
    public const string CleaningResources = "CleaningResources";

    /// <summary>Answer: all of it has ended.</summary>
    public const string CleanupComplete = "CleanupComplete";

    /// <summary>Ask: end DCP itself.</summary>
    public const string Stopping = "Stopping";
}

/// <summary>The answer of <c>dcp info</c>.</summary>
internal sealed record DcpInfo(string? Version, DcpContainerRuntime? Containers);

/// <summary>The container runtime as DCP sees it.</summary>
/// <param name="Runtime"><c>docker</c> or <c>podman</c>.</param>
/// <param name="HostName">The name by which containers reach this machine.</param>
internal sealed record DcpContainerRuntime(string? Runtime, string? HostName, bool Installed, bool Running, string? Error)
{
    public bool IsReady => Installed && Running;
}
