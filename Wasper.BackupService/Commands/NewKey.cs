using System.Text.Json.Serialization;

namespace Wasper.BackupService.Commands;

/// <summary>A recovery key that was just made.</summary>
/// <param name="Recipient">Its public half.</param>
/// <param name="Secret">The other half; left out where a file has it.</param>
internal sealed record NewKey(string Recipient, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret);
