using System.Diagnostics;
using System.Text;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Payloads;

/// <summary>Attack table T17: JSON that is made to confuse or to exhaust. It is refused soon, and costs no more than its own
/// size.</summary>
public class HostileJsonSpecs
{
    public static TheoryData<string, string> Texts => new()
    {
        { "a type's name", """{"$type":"System.Diagnostics.Process, System.Diagnostics.Process","Text":"a"}""" },
        { "a key twice", """{"Text":"a","Text":"b"}""" },
        { "an unknown member", """{"Text":"a","Other":1}""" },
        { "a depth of 33", new string('[', 33) + new string(']', 33) },
        { "a depth of 10,000", new string('[', 10_000) },
        { "not a number", """{"Text":NaN}""" },
        { "a million unknown keys", "{" + string.Join(',', Enumerable.Range(0, 1_000_000).Select(number => $"\"k{number}\":0")) + "}" },
        { "something behind the end", """{"Text":"a"}{}""" },
        { "a comment", """{/**/"Text":"a"}""" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Hostile_json_is_refused_soon_and_at_no_cost(string what, string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        byte[] bytes = [.. BitConverter.GetBytes(text.Length), .. text];
        Refuse(bytes); // Compiled and cached what there is to.
        var begin = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuse(bytes);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((64 * 1024) + (2L * bytes.Length), what);
        Stopwatch.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(1), what);
    }

    [Fact]
    public void A_dictionary_of_many_keys_costs_in_proportion()
    {
        var many = Enumerable.Range(0, 200_000).ToDictionary(number => $"key {number}", number => number);
        using PayloadWriter writer = new();
        PayloadCodec<Dictionary<string, int>>.Instance.Write(writer, many);
        var bytes = writer.WrittenSpan.ToArray();
        var before = GC.GetAllocatedBytesForCurrentThread();
        PayloadReader reader = new(bytes);
        PayloadCodec<Dictionary<string, int>>.Instance.Read(ref reader).Count.ShouldBe(many.Count);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20L * bytes.Length);
    }

    private static void Refuse(byte[] bytes) => Should.Throw<PayloadFormatException>(() =>
    {
        PayloadReader reader = new(bytes);
        PayloadCodec<CodecSpecs.Note>.Instance.Read(ref reader);
    });
}
