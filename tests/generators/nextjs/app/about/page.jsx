export default function About() {
  return (
    <main>
      <h1>关于</h1>
      <p>我们卖纸、笔和本子。</p>
    </main>
  );
}
