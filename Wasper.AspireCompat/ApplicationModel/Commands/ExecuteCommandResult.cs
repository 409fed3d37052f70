namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended; <see cref="CommandResults"/> makes it.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it did what it is for.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether the user cancelled it.</summary>
    public bool Canceled { get; init; }

    /// <summary>What the user is told.</summary>
    public string? Message { get; init; }

    /// <summary>What the command made.</summary>
    public CommandResultData? Data { get; init; }
}

/// <summary>What a command made, for the user to look at.</summary>
public sealed class CommandResultData
{
    /// <summary>The text.</summary>
    public required string Value { get; init; }

    /// <summary>What the text is written in.</summary>
    public CommandResultFormat Format { get; init; }
}

/// <summary>What the result of a command is written in.</summary>
public enum CommandResultFormat
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Markdown.</summary>
    Markdown,
}

/// <summary>The results of commands.</summary>
public static class CommandResults
{
    /// <summary>It was done.</summary>
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It was done, with a message for the user.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>It was done, with a message for the user and a result to look at.</summary>
    public static ExecuteCommandResult Success(string message, string result, CommandResultFormat resultFormat = CommandResultFormat.Text) =>
        new() { Success = true, Message = message, Data = new CommandResultData { Value = result, Format = resultFormat } };

    /// <summary>It failed; the message says why and what to do.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };

    /// <summary>It failed with an exception, whose message the user sees.</summary>
    public static ExecuteCommandResult Failure(Exception exception) => Failure(exception.Message);

    /// <summary>The user cancelled it.</summary>
    public static ExecuteCommandResult Canceled() => new() { Success = false, Canceled = true };
}
