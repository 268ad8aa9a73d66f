import { Menu as MenuIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';
import { useDrawer } from './drawer.js';
import { hashOf } from './route.js';

interface PageHeaderProps {
  readonly title: string;
  readonly subtitle?: string;
  /** The conversation whose sub-agent this one is. */
  readonly above?: string;
  readonly badge?: ReactNode;
  readonly menu?: ReactNode;
}

/** The head of a page; on a phone, with the way to the lists. */
export function PageHeader({ title, subtitle, above, badge, menu }: PageHeaderProps) {
  const openDrawer = useDrawer();
  return (
    <header className="page-header">
      <Button look="quiet" className="drawer-button" label="Conversations" onPress={openDrawer}>
        <MenuIcon size={20} aria-hidden="true" />
      </Button>
      <div className="page-titles">
        <h1 className="page-title">{title}</h1>
        {subtitle === undefined && above === undefined ? null : (
          <p className="page-subtitle">
            {subtitle}
            {subtitle === undefined || above === undefined ? '' : ' · '}
            {above === undefined ? null : (
              <a href={hashOf({ page: 'conversation', conversationId: above })}>
                The asking conversation
              </a>
            )}
          </p>
        )}
      </div>
      {badge}
      {menu}
    </header>
  );
}
