using System.Security.Cryptography;
using Wasper.BackupService.Encryption.Age;

namespace Wasper.Tests.BackupService.Encryption.Age;

public sealed class AgeStreamTests
{
    private const int Chunk = PayloadCipher.ChunkSize;

    private readonly AgeIdentity _identity = AgeIdentity.Generate();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(3 * Chunk + 7)]
    public async Task Read_WhatWasWritten_IsTheSame(int length)
    {
        var plain = RandomNumberGenerator.GetBytes(length);

        var file = await AgeFiles.EncryptAsync(plain, _identity.Recipient);

        Assert.Equal(plain, await AgeFiles.DecryptAsync(file, _identity));
    }

    [Fact]
    public async Task Read_TwoRecipients_EachCanAndNobodyElse()
    {
        var other = AgeIdentity.Generate();
        var file = await AgeFiles.EncryptAsync([1, 2, 3], _identity.Recipient, other.Recipient);

        Assert.Equal([1, 2, 3], await AgeFiles.DecryptAsync(file, _identity));
        Assert.Equal([1, 2, 3], await AgeFiles.DecryptAsync(file, AgeIdentity.Generate(), other));
        var refused = await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync(file, AgeIdentity.Generate()));
        Assert.Equal(AgeFailure.NotForThisKey, refused.Failure);
    }

    [Fact]
    public async Task Read_AnyByteChanged_IsRefused()
    {
        var file = await AgeFiles.EncryptAsync(RandomNumberGenerator.GetBytes(100), _identity.Recipient);

        for (var i = 0; i < file.Length; i++)
        {
            var changed = file.ToArray();
            changed[i] ^= 1;
            await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync(changed, _identity));
        }
    }

    [Fact]
    public async Task Read_CutOffAnywhere_IsRefused()
    {
        var file = await AgeFiles.EncryptAsync(RandomNumberGenerator.GetBytes(100), _identity.Recipient);

        for (var length = 0; length < file.Length; length++)
        {
            await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync(file[..length], _identity));
        }
    }

    [Fact]
    public async Task Read_CutOffBetweenChunks_IsRefused()
    {
        var plain = RandomNumberGenerator.GetBytes(2 * Chunk);
        var file = await AgeFiles.EncryptAsync(plain, _identity.Recipient);

        var refused = await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync(file[..^(Chunk + PayloadCipher.TagSize)], _identity));

        Assert.Equal(AgeFailure.Damaged, refused.Failure);
    }

    [Fact]
    public async Task Read_MoreBehindTheEnd_IsRefused()
    {
        var file = await AgeFiles.EncryptAsync(RandomNumberGenerator.GetBytes(Chunk), _identity.Recipient);

        await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync([.. file, 0], _identity));
        await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync([.. file, .. file[^40..]], _identity));
    }

    [Fact]
    public async Task Read_OnAfterAnError_StaysAnError()
    {
        var file = await AgeFiles.EncryptAsync(RandomNumberGenerator.GetBytes(3 * Chunk), _identity.Recipient);
        file[^(2 * (Chunk + PayloadCipher.TagSize))] ^= 1;
        using var reader = await AgeDecryptStream.OpenAsync(new MemoryStream(file), [_identity], Token);
        var buffer = new byte[Chunk];
        await reader.ReadExactlyAsync(buffer, Token);

        await Assert.ThrowsAsync<AgeException>(async () => await reader.ReadExactlyAsync(buffer, Token));
        await Assert.ThrowsAsync<AgeException>(async () => await reader.ReadExactlyAsync(buffer, Token));
    }

    [Fact]
    public async Task Dispose_BeforeTheEnd_LeavesWhatNobodyTakesForWhole()
    {
        using var file = new MemoryStream();
        await using (var writer = await AgeEncryptStream.BeginAsync(file, [_identity.Recipient], Token))
        {
            await writer.WriteAsync(new byte[Chunk + 1], Token);
        }

        await Assert.ThrowsAsync<AgeException>(() => AgeFiles.DecryptAsync(file.ToArray(), _identity));
    }

    [Fact]
    public async Task Write_MuchMoreThanTheBuffers_AllocatesNoMore()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var block = new byte[1024 * 1024];
        await using var writer = await AgeEncryptStream.BeginAsync(Stream.Null, [_identity.Recipient], Token);
        for (var i = 0; i < 256; i++)
        {
            await writer.WriteAsync(block, Token);
        }

        await writer.CompleteAsync(Token);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * block.Length);
    }
}
