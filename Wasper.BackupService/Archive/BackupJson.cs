using System.Text.Json;
using System.Text.Json.Serialization;
using Wasper.BackupService.Commands;
using Wasper.BackupService.Restore;
using Wasper.BackupService.Retention;

namespace Wasper.BackupService.Archive;

/// <summary>The JSON of the files and of the command line, written for people to read too; the service writes the same without line breaks.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(Verification))]
[JsonSerializable(typeof(BackupReport))]
[JsonSerializable(typeof(IReadOnlyList<BackupReport>))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(CommandFailure))]
[JsonSerializable(typeof(KeysReport))]
[JsonSerializable(typeof(RestoreReport))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(PruneReport))]
internal sealed partial class BackupJson : JsonSerializerContext;
