namespace Wasper.BackupService;

/// <summary>Failures an operator can mend: one sentence each on standard error, no stack trace.</summary>
internal static class ExpectedFailure
{
    public static int Report(params IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            Console.Error.WriteLine(sentence);
        }

        return ExitCodes.Failed;
    }
}
