namespace Wasper.Benchmarks.Gateway;

/// <summary>The command line is wrong: the message says what is, and what would be right.</summary>
internal sealed class UsageException(string message) : Exception(message);
