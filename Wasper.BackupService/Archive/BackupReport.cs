using System.Text.Json.Serialization;

namespace Wasper.BackupService.Archive;

/// <summary>A stored backup as callers see it. What only its manifest tells is <see langword="null"/> where that cannot be read.</summary>
internal sealed record BackupReport
{
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long? SizeBytes { get; init; }

    public string? Sha256 { get; init; }

    public string? Database { get; init; }

    public string? ServerVersion { get; init; }

    public string? ToolVersion { get; init; }

    public int? TableCount { get; init; }

    public long? RowCount { get; init; }

    public required VerificationReport Verification { get; init; }

    /// <summary>Every table; left out in lists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TableRows>? Tables { get; init; }
}
