using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Wasper.BackupService.Archive;
using Wasper.ServiceDefaults;

namespace Wasper.BackupService.Commands;

/// <summary>A command's result on standard output, for people or as JSON. Failures are told on standard error in both forms.</summary>
internal sealed class CommandOutput(bool json)
{
    public void Write<T>(T result, JsonTypeInfo<T> type, Func<T, IEnumerable<string>> forPeople)
    {
        foreach (var line in json ? [JsonSerializer.Serialize(result, type)] : forPeople(result))
        {
            Console.Out.WriteLine(line);
        }
    }

    public int Fail(string code, IReadOnlyList<string> sentences)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new CommandFailure(code, string.Join(' ', sentences)), BackupJson.Default.CommandFailure));
        }

        return ExpectedFailure.Report(sentences);
    }
}
