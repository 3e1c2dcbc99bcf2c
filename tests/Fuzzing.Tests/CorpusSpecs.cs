using Troupe.Fuzzing.Tests.Engine;

namespace Troupe.Fuzzing.Tests;

/// <summary>The kept inputs: golden samples of all that is read, and what once was a finding.</summary>
public sealed class CorpusSpecs
{
    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_kept_input_is_a_finding(string name)
    {
        using var target = FuzzTargets.Create(name);
        var corpus = Corpus.Of(target);
        corpus.Count.ShouldBeGreaterThan(target.Golden.Count, $"Corpus/{name} is empty; write it with --write-corpus");
        foreach (var (input, bytes) in corpus)
            Fuzzer.Try(target, bytes, seed: 1, input);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_kept_samples_are_what_is_written_today(string name)
    {
        using var target = FuzzTargets.Create(name);
        var kept = Corpus.Kept(target);
        // A build has its own id, which function and type references bear; the sizes are the same.
        foreach (var (sample, bytes) in target.Golden)
        {
            (kept.TryGetValue(sample, out var before) ? before.Length : -1).ShouldBe(
                bytes.Length,
                $"{name}/{sample} is written differently; write the corpus anew if that is meant");
        }
    }
}
