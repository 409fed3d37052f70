namespace Wasper.ServiceDefaults;

/// <summary>Failures an operator can mend: one sentence each on standard error, no stack trace.</summary>
public static class ExpectedFailure
{
    /// <summary>What the program that failed exits with.</summary>
    public const int ExitCode = 1;

    /// <summary>Writes the sentences and gives <see cref="ExitCode"/>.</summary>
    public static int Report(params IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Console.Error.WriteLine(sentence);
        }

        return ExitCode;
    }
}
