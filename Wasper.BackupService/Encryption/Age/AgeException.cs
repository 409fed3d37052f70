namespace Wasper.BackupService.Encryption.Age;

/// <summary>Something is not what the age format says it has to be. The message is the part of a sentence that says what.</summary>
internal sealed class AgeException(AgeFailure failure, string message) : Exception(message)
{
    public AgeFailure Failure { get; } = failure;
}
